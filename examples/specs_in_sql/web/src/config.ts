/** What the generated cards and forms are written against. */

import type * as z from "zod";

/** A JSON value, as a form holds it and as it stands in a generated file. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

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

/** How a value is entered. */
export interface ValueConfig {
  readonly input: InputType;
  readonly nullable?: true;
  readonly min?: number;
  readonly max?: number;
  readonly options?: readonly {
    readonly value: string;
    readonly label: string;
  }[];
  /** The fields of an object. */
  readonly fields?: readonly FieldConfig[];
  /** The items of an array, or the values of a map. */
  readonly item?: ValueConfig;
  readonly discriminator?: string;
  readonly variants?: readonly {
    readonly value: string;
    readonly fields: readonly FieldConfig[];
  }[];
  readonly ref?: string;
}

/** A field of a form. */
export interface FieldConfig extends ValueConfig {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly description?: string;
  readonly deprecated?: string;
  readonly defaultValue?: Json;
  readonly placeholder?: string;
  readonly rows?: number;
  readonly column?: number;
  readonly language?: string;
  readonly collapsible?: true;
  readonly readOnly?: true;
  /** Another field's value is, or is not, one of these. */
  readonly visibleWhen?: {
    readonly field: string;
    readonly operator: "equals" | "not_equals" | "in" | "not_in";
    readonly values: readonly Json[];
  };
}

/** How a type looks, and what a new value of it holds. */
export interface NodeConfig {
  readonly type: string;
  readonly label: string;
  readonly category: string;
  readonly icon: string;
  readonly color: string;
  readonly description: string;
  readonly handles: object;
  readonly defaults: JsonObject;
  readonly groups: readonly {
    readonly label: string | null;
    readonly fields: readonly string[];
  }[];
}

/** All that is known of a type. */
export interface RecordType {
  readonly config: NodeConfig;
  readonly fields: readonly FieldConfig[];
  readonly schema: z.ZodType;
}
