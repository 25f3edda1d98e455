"""Care on paper: contact reports and agendas (R1)."""
