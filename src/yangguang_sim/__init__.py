"""A client of yangguang that lives two months of a province's life through the public doors (services), at any moment.

It imports the platforms as a department's programme would: services to act, queries to look. Nothing imports it but the
command line.
"""
