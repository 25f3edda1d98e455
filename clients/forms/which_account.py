from clients.forms.base import HouseForm
from clients.forms.fields import AccountField


class WhichAccountForm(HouseForm):
    """The first question of whatever is begun from anywhere: the account, by code or name."""

    account = AccountField()

    def narrow(self):
        super().narrow()
        self.fields["account"].offer_to(self.person)
