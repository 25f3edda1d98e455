from clients.forms.base import HouseForm


class IssueForm(HouseForm):
    """A question without fields."""
