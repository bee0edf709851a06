// Generated from files/codegen/templates/frontend/node_registry.j2 and every node type; edit those.

import { defineNode } from "./unifiedConfig.js";
import { apiJobConfig } from "./nodes/api_jobConfig.js";
import { apiJobFields } from "../../../core/config/fields/api_jobFields.js";
import { ApiJobSchema } from "../../../../../../dipeo/models/src/nodes/api_jobNode.js";
import { codeJobConfig } from "./nodes/code_jobConfig.js";
import { codeJobFields } from "../../../core/config/fields/code_jobFields.js";
import { CodeJobSchema } from "../../../../../../dipeo/models/src/nodes/code_jobNode.js";
import { conditionConfig } from "./nodes/conditionConfig.js";
import { conditionFields } from "../../../core/config/fields/conditionFields.js";
import { ConditionSchema } from "../../../../../../dipeo/models/src/nodes/conditionNode.js";
import { dbConfig } from "./nodes/dbConfig.js";
import { dbFields } from "../../../core/config/fields/dbFields.js";
import { DbSchema } from "../../../../../../dipeo/models/src/nodes/dbNode.js";
import { endpointConfig } from "./nodes/endpointConfig.js";
import { endpointFields } from "../../../core/config/fields/endpointFields.js";
import { EndpointSchema } from "../../../../../../dipeo/models/src/nodes/endpointNode.js";
import { hookConfig } from "./nodes/hookConfig.js";
import { hookFields } from "../../../core/config/fields/hookFields.js";
import { HookSchema } from "../../../../../../dipeo/models/src/nodes/hookNode.js";
import { jsonSchemaValidatorConfig } from "./nodes/json_schema_validatorConfig.js";
import { jsonSchemaValidatorFields } from "../../../core/config/fields/json_schema_validatorFields.js";
import { JsonSchemaValidatorSchema } from "../../../../../../dipeo/models/src/nodes/json_schema_validatorNode.js";
import { personJobConfig } from "./nodes/person_jobConfig.js";
import { personJobFields } from "../../../core/config/fields/person_jobFields.js";
import { PersonJobSchema } from "../../../../../../dipeo/models/src/nodes/person_jobNode.js";
import { startConfig } from "./nodes/startConfig.js";
import { startFields } from "../../../core/config/fields/startFields.js";
import { StartSchema } from "../../../../../../dipeo/models/src/nodes/startNode.js";
import { subDiagramConfig } from "./nodes/sub_diagramConfig.js";
import { subDiagramFields } from "../../../core/config/fields/sub_diagramFields.js";
import { SubDiagramSchema } from "../../../../../../dipeo/models/src/nodes/sub_diagramNode.js";
import { templateJobConfig } from "./nodes/template_jobConfig.js";
import { templateJobFields } from "../../../core/config/fields/template_jobFields.js";
import { TemplateJobSchema } from "../../../../../../dipeo/models/src/nodes/template_jobNode.js";
import { userResponseConfig } from "./nodes/user_responseConfig.js";
import { userResponseFields } from "../../../core/config/fields/user_responseFields.js";
import { UserResponseSchema } from "../../../../../../dipeo/models/src/nodes/user_responseNode.js";

/** Every node type: its card, its form, the schema of its values, its handler. */
export const nodeRegistry = {
  api_job: defineNode({
    config: apiJobConfig,
    fields: apiJobFields,
    schema: ApiJobSchema,
    handler: "ApiJobNodeHandler",
    execution: { timeout: 300, retryable: true, maxRetries: 2, requires: [] },
  }),
  code_job: defineNode({
    config: codeJobConfig,
    fields: codeJobFields,
    schema: CodeJobSchema,
    handler: "CodeJobNodeHandler",
    execution: { timeout: 300, retryable: false, maxRetries: 0, requires: [] },
  }),
  condition: defineNode({
    config: conditionConfig,
    fields: conditionFields,
    schema: ConditionSchema,
    handler: "ConditionNodeHandler",
    execution: { timeout: null, retryable: false, maxRetries: 0, requires: [] },
  }),
  db: defineNode({
    config: dbConfig,
    fields: dbFields,
    schema: DbSchema,
    handler: "DbNodeHandler",
    execution: { timeout: 60, retryable: false, maxRetries: 0, requires: [] },
  }),
  endpoint: defineNode({
    config: endpointConfig,
    fields: endpointFields,
    schema: EndpointSchema,
    handler: "EndpointNodeHandler",
    execution: { timeout: null, retryable: false, maxRetries: 0, requires: [] },
  }),
  hook: defineNode({
    config: hookConfig,
    fields: hookFields,
    schema: HookSchema,
    handler: "HookNodeHandler",
    execution: { timeout: 60, retryable: true, maxRetries: 3, requires: [] },
  }),
  json_schema_validator: defineNode({
    config: jsonSchemaValidatorConfig,
    fields: jsonSchemaValidatorFields,
    schema: JsonSchemaValidatorSchema,
    handler: "JsonSchemaValidatorNodeHandler",
    execution: { timeout: 60, retryable: false, maxRetries: 0, requires: [] },
  }),
  person_job: defineNode({
    config: personJobConfig,
    fields: personJobFields,
    schema: PersonJobSchema,
    handler: "PersonJobNodeHandler",
    execution: {
      timeout: 300,
      retryable: true,
      maxRetries: 3,
      requires: ["llm"],
    },
  }),
  start: defineNode({
    config: startConfig,
    fields: startFields,
    schema: StartSchema,
    handler: "StartNodeHandler",
    execution: { timeout: null, retryable: false, maxRetries: 0, requires: [] },
  }),
  sub_diagram: defineNode({
    config: subDiagramConfig,
    fields: subDiagramFields,
    schema: SubDiagramSchema,
    handler: "SubDiagramNodeHandler",
    execution: { timeout: null, retryable: false, maxRetries: 0, requires: [] },
  }),
  template_job: defineNode({
    config: templateJobConfig,
    fields: templateJobFields,
    schema: TemplateJobSchema,
    handler: "TemplateJobNodeHandler",
    execution: { timeout: 60, retryable: false, maxRetries: 0, requires: [] },
  }),
  user_response: defineNode({
    config: userResponseConfig,
    fields: userResponseFields,
    schema: UserResponseSchema,
    handler: "UserResponseNodeHandler",
    execution: {
      timeout: 86400,
      retryable: false,
      maxRetries: 0,
      requires: ["interaction"],
    },
  }),
};

export type NodeType = keyof typeof nodeRegistry;
