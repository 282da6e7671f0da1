"""疑点提示: patterns that may be abuse and may be innocent. They are put to a supervisor as questions and never give a card.

`catalogue` has the signals as data, `statistics` the test, `shares` what is counted of the cases, `bursts` what is seen
on the ledger, `asking` brings them together.
"""
