"""Days between two dates, worked out by the database."""

from django.db.models import Func, IntegerField


class DaysBetween(Func):
    """`DaysBetween("opened_on", Value(today))`: whole days from the first to the second, on both databases."""

    arity = 2
    output_field = IntegerField()

    def as_sql(self, compiler, connection, **context):
        (first, first_given), (last, last_given) = (compiler.compile(one) for one in self.get_source_expressions())
        return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)", (*last_given, *first_given)

    def as_postgresql(self, compiler, connection, **context):
        (first, first_given), (last, last_given) = (compiler.compile(one) for one in self.get_source_expressions())
        return f"(({last})::date - ({first})::date)", (*last_given, *first_given)
