INSERT INTO node_types (name, spec) VALUES ('customer', '{
  "type": "customer",
  "kind": "type",
  "description": "Who orders.",
  "fields": [
    {"name": "name", "type": "string", "required": true, "validation": {"minLength": 1}},
    {"name": "email", "type": "string", "validation": {"pattern": "^[^@ ]+@[^@ ]+$"}}
  ]
}');

INSERT INTO node_types (name, spec) VALUES ('order', '{
  "type": "order",
  "kind": "type",
  "description": "What somebody orders.",
  "fields": [
    {"name": "number", "type": "integer", "required": true, "validation": {"min": 1}},
    {"name": "state", "type": "enum", "values": ["open", "paid"], "defaultValue": "open"},
    {"name": "lines", "type": "array", "items": {"type": "string"}, "required": true}
  ]
}');
