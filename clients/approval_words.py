"""The tiers that the approval policy may speak of."""

from clients.states import Tier
from people.policy import ApprovalWord, approval_words

for value, label in Tier.choices:
    approval_words.register(ApprovalWord("tier", value, label))
