"""A CardDAV server (RFC 6352, on RFC 4918 and 6578) of one address book: the circle of whoever's device asks.

`wire` reads and writes the XML, `people` makes contacts cards and cards contacts, `shelf` finds and keeps them, `properties`, `filters` and
`reports` answer what is asked. What only Mooring knows of a tie (how near, what for, notes, promises) goes to no device.
"""
