// Generated from the table node_types and files/from_sql/index.ts.j2; edit those.

import type { RecordType } from "../config.js";
import { customerConfig } from "./customerConfig.js";
import { customerFields } from "./customerFields.js";
import { CustomerSchema } from "./customerModel.js";
import { orderConfig } from "./orderConfig.js";
import { orderFields } from "./orderFields.js";
import { OrderSchema } from "./orderModel.js";

/** What the shop keeps: the card, the form and the schema of each type. */
export const recordTypes: readonly RecordType[] = [
  {
    config: customerConfig,
    fields: customerFields,
    schema: CustomerSchema,
  },
  {
    config: orderConfig,
    fields: orderFields,
    schema: OrderSchema,
  },
];
