"""Rows as an Excel workbook, there and back.

What a row is (`columns`), which rows there are in a period (`rows`), how they are written (`writing`) and
read (`reading`). It knows the record; it knows no request, writes nothing to the database and decides
nothing: what a row that came back would change is asked of the form, which is the same as on the page.
"""
