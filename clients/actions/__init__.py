"""Verbs of `clients`, one for each thing a person would say they did. Page, import, admin and job call these and nothing else."""

from clients.actions.account import add_account, change_account, close_account, reopen_account, role_for, suggest_code, wall_account
from clients.actions.client import (
    CLIENT_ACTIONS,
    add_client,
    add_competitor,
    change_client,
    change_competitor,
    change_market_note,
    drop_competitor,
    lose_client,
    note_market,
    rest_client,
    wake_client,
    win_back_client,
    win_client,
)
from clients.actions.contact import add_contact, change_contact, contact_came_back, contact_left
from clients.actions.merge import merge_contacts
from clients.actions.merge_client import merge_clients
from clients.actions.note import hear_preference, withdraw_preference
from clients.actions.seat import assign_lead, change_seat, leave_seat, make_lead, take_seat
from clients.actions.service import (
    add_service,
    buy_service,
    change_bought_service,
    change_service,
    end_bought_service,
    hand_sales_over,
    rate_fit,
    take_sales_over,
)

__all__ = [
    "CLIENT_ACTIONS",
    "add_account",
    "add_client",
    "add_competitor",
    "add_contact",
    "add_service",
    "assign_lead",
    "buy_service",
    "change_account",
    "change_bought_service",
    "change_client",
    "change_competitor",
    "change_contact",
    "change_market_note",
    "change_seat",
    "change_service",
    "close_account",
    "contact_came_back",
    "contact_left",
    "drop_competitor",
    "end_bought_service",
    "hand_sales_over",
    "hear_preference",
    "leave_seat",
    "lose_client",
    "make_lead",
    "merge_clients",
    "merge_contacts",
    "note_market",
    "rate_fit",
    "reopen_account",
    "rest_client",
    "role_for",
    "suggest_code",
    "take_sales_over",
    "take_seat",
    "wake_client",
    "wall_account",
    "win_back_client",
    "win_client",
    "withdraw_preference",
]
