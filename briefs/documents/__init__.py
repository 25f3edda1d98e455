"""The brief on paper: for the client the client part alone, for the team all of it; PDF and DOCX (W2)."""
