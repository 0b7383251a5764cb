"""Several processes over one PostgreSQL: who has which shard, whether all have one key, and pictures read on other machines.

Pictures go through a queue in the same database (procrastinate) to workers that hold no bot token: `queue`, `post`, `seal`, `worker`; these need `honmono[cluster]`.
"""
