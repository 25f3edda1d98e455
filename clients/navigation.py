from django.utils.translation import gettext_lazy as _

from core.navigation import RELATIONSHIP, Door, Making, Place, doors, makings, places

places.register(
    Place(
        "client_list",
        _("Clients"),
        "building-2",
        key="c",
        order=10,
        group=RELATIONSHIP,
        covers=("client_", "account_", "contact_", "service_", "competitor_", "market_note_", "seat_", "preference_", "bought_", "sales_"),
        phone=True,
    )
)
places.register(
    Place("renewal_board", _("Renewals"), "calendar-sync", key="r", order=20, group=RELATIONSHIP, covers=("renewal_",), phone=True)
)
places.register(Place("contract_list", _("Contracts"), "file-text", order=25, group=RELATIONSHIP, covers=("contract_", "amendment_")))
makings.register(Making("contract_add", _("Contract"), "file-text", order=70, may="clients.enter_contracts"))
makings.register(Making("client_add", _("Client or prospect"), "building-2", order=60, may="clients.add_client"))
doors.register(Door("service_level_list", _("Service levels"), "gauge"))
