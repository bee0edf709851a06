# Generated from the table node_types and files/from_sql/records.py.j2; edit those.
"""What the shop keeps: a value of one of its types."""

from typing import Annotated

from pydantic import Field

from .customer_model import Customer
from .order_model import Order

Record = Annotated[
    Customer | Order,
    Field(discriminator="type"),
]
