"""Hostile input, made by machines: `make fuzz`, or `python -m tests.fuzz [--seconds N] [TARGET…]` for minutes; pytest replays the seeds in seconds.

targets    one small function a reader: bytes in, nothing out, an exception when something does not hold
holds      what holds of every mail, report and card, whatever was handed over
discord    what Discord would act on in a text
seeds      where the fuzzers start: the pack's own examples, and a corpus when HONMONO_CORPUS names one
drive      one target under atheris, in a process of its own
reduce     a crasher made as small as it stays one
growth     how processor time grows with the length of hostile input
crashers/  inputs that once broke a target, minimised, in our own words; each file's name begins with its target's
"""
