"""`manage.py bench`: how fast the pages, the sweep and the import are, measured on PostgreSQL (DESIGN §11)."""
