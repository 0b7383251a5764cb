"""What Discord sees. Thin: no judgement lives here."""
