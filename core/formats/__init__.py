"""How a clock time is written: with 24 hours and two figures, whatever the language, as it is said in letters and on paper.

Django looks here before its own formats (`FORMAT_MODULE_PATH`); what is not here is as the language has it.
"""

CLOCK = "H:i"
