"""What must still hold when letters of care leave."""

from care.actions.report_links import keep_back
from core.letter_conditions import Condition, conditions

conditions.register(Condition("contact_report", keep_back))
