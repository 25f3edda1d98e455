from django.utils.translation import gettext_lazy as _

from core.navigation import AGENCY, Place, places

places.register(Place("import_list", _("Import"), "upload", order=30, group=AGENCY, covers=("import_",), may="exchange.import_files"))
