from clients.models.account import Account, MarketNote, Preference, Seat
from clients.models.client import Client, Competitor
from clients.models.contact import Contact
from clients.models.contract import Acknowledgement, Amendment, Contract
from clients.models.health import AccountHealth
from clients.models.level import AnswerTime, ServiceLevel
from clients.models.merge import MergedClient, MergedContact
from clients.models.renewal import Renewal
from clients.models.service import BoughtService, SalesHandover, Service

__all__ = [
    "Account",
    "AccountHealth",
    "Acknowledgement",
    "Amendment",
    "AnswerTime",
    "BoughtService",
    "Client",
    "Competitor",
    "Contact",
    "Contract",
    "MarketNote",
    "MergedClient",
    "MergedContact",
    "Preference",
    "Renewal",
    "SalesHandover",
    "Seat",
    "Service",
    "ServiceLevel",
]
