"""Pictures read on other machines: a queue in the same PostgreSQL (procrastinate), and workers that hold no bot token. Needs `honmono[cluster]`."""
