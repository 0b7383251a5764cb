"""Speed and accuracy, measured: `make bench`, and with `MAILS=DIR` side by side with other filters, written into docs/benchmarks.md.

speed      ours alone: time a mail, mails a second, start-up, memory
side       the same mails through every filter, alternating
judges     the filters as resident processes without a network: SpamAssassin, rspamd, ours, a Python detector
answers    what their answers say
install    what is needed for that, from Debian and into an environment to throw away
figures    shares with intervals, median and p95
document   the page, from figures alone
"""
