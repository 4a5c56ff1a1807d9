"""The record as pages and API read it: one plan or commitment on a day, its counts, news and history.

Reading only. Everything starts from `day`; nothing here writes, or knows of a request.
"""
