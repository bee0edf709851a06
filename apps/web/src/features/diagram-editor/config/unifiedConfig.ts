/** What the generated configurations of node types are written against. */

import type * as z from "zod";

/** A JSON value, as it stands in a generated file. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A port on a node's card. */
export interface HandleConfig {
  readonly id: string;
  readonly label: string;
  readonly position: "left" | "right" | "top" | "bottom";
}

/** Fields that a form shows together; those without a group come under no label. */
export interface FieldGroup {
  readonly label: string | null;
  readonly fields: readonly string[];
}

/** A node type's card, its place in the palette, and what a new node holds. */
export interface NodeConfig {
  readonly type: string;
  readonly label: string;
  readonly category: string;
  readonly icon: string;
  readonly color: string;
  readonly description: string;
  readonly handles: {
    readonly inputs: readonly HandleConfig[];
    readonly outputs: readonly HandleConfig[];
  };
  readonly defaults: { readonly [field: string]: JsonValue };
  readonly groups: readonly FieldGroup[];
}

export type InputType =
  | "text"
  | "textarea"
  | "number"
  | "checkbox"
  | "select"
  | "code"
  | "file"
  | "url"
  | "password"
  | "json"
  | "group"
  | "list";

export interface FieldOption {
  readonly value: string;
  readonly label: string;
}

/** When a field is shown: another field's value is, or is not, one of these. */
export interface FieldCondition {
  readonly field: string;
  readonly operator: "equals" | "not_equals" | "in" | "not_in";
  readonly values: readonly JsonValue[];
}

/** One alternative of a field, told from the others by `discriminator`. */
export interface FieldVariant {
  readonly value: string;
  readonly fields: readonly FieldConfig[];
}

/** How a value is entered. */
export interface ValueConfig {
  readonly input: InputType;
  /** The value may be null. */
  readonly nullable?: true;
  readonly min?: number;
  readonly max?: number;
  readonly options?: readonly FieldOption[];
  /** The fields of an object. */
  readonly fields?: readonly FieldConfig[];
  /** The items of an array, or the values of a map. */
  readonly item?: ValueConfig;
  /** The alternatives of a union, and the field that tells them apart. */
  readonly discriminator?: string;
  readonly variants?: readonly FieldVariant[];
  /** The specification that describes the value. */
  readonly ref?: string;
}

/** A field of a form. */
export interface FieldConfig extends ValueConfig {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly description?: string;
  /** What to use instead; may be empty. */
  readonly deprecated?: string;
  readonly defaultValue?: JsonValue;
  readonly placeholder?: string;
  readonly rows?: number;
  readonly column?: number;
  readonly language?: string;
  readonly collapsible?: true;
  readonly readOnly?: true;
  readonly visibleWhen?: FieldCondition;
}

/** How the engine runs a node; `timeout` is in seconds. */
export interface ExecutionConfig {
  readonly timeout: number | null;
  readonly retryable: boolean;
  readonly maxRetries: number;
  readonly requires: readonly string[];
}

/** All that is known of a node type. */
export interface NodeDefinition<Output extends object, Input extends object> {
  readonly config: NodeConfig;
  readonly fields: readonly FieldConfig[];
  readonly schema: z.ZodType<Output, Input>;
  readonly handler: string;
  readonly execution: ExecutionConfig;
}

/** A definition whose defaults and names of fields are those of its schema. */
interface MatchingDefinition<
  Output extends object,
  Input extends object,
  Defaults extends object,
> extends NodeDefinition<Output, Input> {
  readonly config: NodeConfig & {
    readonly defaults: Defaults & {
      readonly [Key in keyof Defaults]: Key extends keyof Output
        ? Immutable<NoInfer<Output>[Key]>
        : never;
    };
    readonly groups: readonly {
      readonly fields: readonly (keyof NoInfer<Output>)[];
    }[];
  };
  readonly fields: readonly (FieldConfig & {
    readonly name: keyof NoInfer<Output>;
  })[];
}

/** The definition of a node type; the compiler holds its parts to its schema. */
export function defineNode<
  Output extends object,
  Input extends object,
  Defaults extends object,
>(
  definition: MatchingDefinition<Output, Input, Defaults>,
): NodeDefinition<Output, Input> {
  return definition;
}

type Immutable<T> = T extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Immutable<T[Key]> }
    : T;
