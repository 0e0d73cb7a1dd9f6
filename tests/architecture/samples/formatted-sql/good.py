# stands at: src/guywire/domains/billing/queries.py
from psycopg import sql


def find(cursor: object, name: str, table: str) -> None:
    cursor.execute("select * from site where name = %s", [name])
    cursor.execute(f"select 1")
    cursor.execute(sql.SQL("select * from {}").format(sql.Identifier(table)))
