"""What holds for every test: generated examples are the same in every run; what is random and goes on for minutes is `make fuzz`."""

from hypothesis import settings

settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.load_profile("same")
