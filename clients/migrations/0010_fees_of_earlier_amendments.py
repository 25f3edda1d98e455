from itertools import groupby

from django.db import migrations

from clients.amendment_fees import tell_fees


def tell(apps, schema_editor):
    """What the yearly fee was before and after each amendment, from the words that it has kept. Renewals, clients and accounts that
    were lost before keep an empty cause: nobody was asked."""
    Amendment = apps.get_model("clients", "Amendment")
    rows = Amendment.objects.using(schema_editor.connection.alias).select_related("contract").order_by("contract", "number")
    for contract, amendments in groupby(rows.iterator(chunk_size=2000), key=lambda one: one.contract):
        amendments = list(amendments)
        tell_fees(amendments, fee_minor=contract.fee_minor, fee_period=contract.fee_period, currency=contract.currency)
        told = [one for one in amendments if one.annual_fee_before_minor is not None]
        Amendment.objects.using(schema_editor.connection.alias).bulk_update(told, ["annual_fee_before_minor", "annual_fee_after_minor"])


class Migration(migrations.Migration):
    dependencies = [("clients", "0009_why_it_ended_and_what_was_amended")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
