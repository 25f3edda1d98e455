"""The tabs of an account: what is seldom opened stands under "More", until it is open (LOOK)."""

from types import SimpleNamespace

from clients.tabs import tabs_of

ACCOUNT = SimpleNamespace(pk=1, contact_count=0, service_count=0, live_seats=[])
FOLDED = ["Services", "Team", "Knowledge", "History"]


def test_look_what_is_seldom_opened_stands_under_more_and_last():
    shown = tabs_of(ACCOUNT, here="account_detail")

    assert [str(tab.label) for tab in shown if tab.folded] == FOLDED
    assert [str(tab.label) for tab in shown[-len(FOLDED) :]] == FOLDED


def test_look_a_folded_tab_that_is_open_stands_among_the_others():
    shown = tabs_of(ACCOUNT, here="account_team")

    assert [str(tab.label) for tab in shown if tab.folded] == ["Services", "Knowledge", "History"]
    assert [str(tab.label) for tab in shown if tab.here and not tab.folded] == ["Team"]
