"""`manage.py import_brief PATH --account CODE --by EMAIL`: a brief from a Markdown, Word or text file becomes a draft (W2)."""

import json
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from briefs.quality.scoring import place_words
from clients.models import Account
from core.errors import Refused
from exchange.briefs_in import bring_in, read_outline
from exchange.reading import Unreadable
from people.models import Person

REFUSED = 2  # the exit code when nothing was written


class Command(BaseCommand):
    help = "Import a brief: prints which sections were filled, what was left over, the score and its findings."

    def add_arguments(self, parser):
        parser.add_argument("path", help="The file: Markdown, DOCX or plain text.")
        parser.add_argument("--account", required=True, metavar="CODE", help="The account's code.")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="Who imports; what they may not do is refused.")
        parser.add_argument("--json", action="store_true", help="Print the result as JSON.")

    def handle(self, *args, **options):
        path = Path(options["path"])
        try:
            by = Person.objects.active().filter(email__iexact=options["by"]).first()
            if by is None:
                raise PermissionDenied(f"{options['by']} is nobody who may log in.")
            account = Account.objects.visible_to(by).select_related("client").filter(code__iexact=options["account"]).first()
            if account is None:
                raise PermissionDenied(f"{by} sees no account with the code {options['account']}.")
            if not path.is_file():
                raise Unreadable(f"There is no file {path}.")
            landed = bring_in(read_outline(path), account, by=by, today=timezone.localdate(), name=path.stem.replace("_", " "))
        except (PermissionDenied, Refused, Unreadable) as refusal:
            self._refuse(str(refusal), options)
        if options["json"]:
            self.stdout.write(json.dumps(landed.as_json(), ensure_ascii=False, indent=2))
        else:
            self._tell(landed)

    def _refuse(self, why: str, options):
        if options["json"]:
            self.stdout.write(json.dumps({"refused": why}, ensure_ascii=False))
        raise CommandError(why, returncode=REFUSED)

    def _tell(self, landed) -> None:
        self.stdout.write(f"{landed.brief.number}  {landed.brief.title}")
        self.stdout.write(f"filled: {', '.join(landed.filled) or '–'}")
        self.stdout.write(f"empty: {', '.join(landed.empty) or '–'}")
        self.stdout.write(f"deliverables: {len(landed.placed.deliverables)}")
        for heading, text in landed.placed.left_over:
            self.stdout.write(f"left over: {heading or '(without a heading)'} ({len(text.split())} words)")
        if landed.placed.form_words:
            self.stdout.write(f"not stored, the form's own words: {len(landed.placed.form_words)}")
        self.stdout.write(f"score: {landed.score}")
        for fault in landed.findings:
            self.stdout.write(f"- {place_words(fault.where)}: {fault.finding.what} {fault.finding.how}")
