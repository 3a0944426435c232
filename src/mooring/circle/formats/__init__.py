"""Files of contacts, as other programs write them and as we do: bytes to cards, cards to bytes. No database, no pages, no Django.

`reading.read` takes any file; `cards_out.vcards` and `sheet_out.table` write them; `keys.keys` says by what a person is known again.
"""
