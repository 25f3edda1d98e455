"""The kinds of brief that the approval policy may speak of."""

from briefs.states import BriefKind
from people.policy import ApprovalWord, approval_words

for value, label in BriefKind.choices:
    approval_words.register(ApprovalWord("brief_kind", value, label))
