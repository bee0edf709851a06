INSERT INTO node_types (name, spec) VALUES ('customer', '{
  "type": "customer",
  "displayName": "Customer",
  "icon": "🧑",
  "color": "#3B6FD4",
  "description": "Who orders.",
  "fields": [
    {"name": "name", "type": "string", "required": true, "validation": {"minLength": 1, "maxLength": 80},
      "uiConfig": {"placeholder": "Ada Lovelace"}},
    {"name": "email", "type": "string", "description": "Where receipts go.",
      "validation": {"pattern": "^[^@ ]+@[^@ ]+$"}},
    {"name": "kind", "type": "enum", "values": ["private", "company"], "defaultValue": "private",
      "uiConfig": {"options": [{"value": "private", "label": "A person"}, {"value": "company", "label": "A company"}]}},
    {"name": "tax_number", "type": "string", "conditional": {"field": "kind", "values": ["company"]}}
  ]
}');

INSERT INTO node_types (name, spec) VALUES ('order', '{
  "type": "order",
  "displayName": "Order",
  "icon": "🧾",
  "color": "#C2622D",
  "description": "What somebody orders.",
  "fields": [
    {"name": "number", "type": "integer", "required": true, "validation": {"min": 1}},
    {"name": "state", "type": "enum", "values": ["open", "paid", "sent"], "defaultValue": "open"},
    {"name": "lines", "type": "array", "required": true, "validation": {"minItems": 1}, "items": {
      "type": "object", "nestedFields": [
        {"name": "item", "type": "string", "required": true, "validation": {"minLength": 1}},
        {"name": "quantity", "type": "integer", "defaultValue": 1, "validation": {"min": 1}}
      ]}},
    {"name": "express", "type": "boolean", "description": "Sent on the same day."},
    {"name": "note", "type": "string", "uiConfig": {"inputType": "textarea", "rows": 3}}
  ]
}');
