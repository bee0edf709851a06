"""Names that the target languages, their libraries and the generated code itself use."""

from __future__ import annotations

_PYTHON_KEYWORDS = """
    False None True and as assert async await break class continue def del elif else except
    finally for from global if import in is lambda nonlocal not or pass raise return try
    while with yield
"""

# Members of pydantic.BaseModel (public ones, of every 2.x release) and of its metaclass.
_BASE_CLASS_MEMBERS = """
    construct copy dict from_orm json model_computed_fields model_config model_construct
    model_copy model_dump model_dump_json model_extra model_fields model_fields_set
    model_json_schema model_parametrized_name model_post_init model_rebuild model_validate
    model_validate_json model_validate_strings parse_file parse_obj parse_raw schema
    schema_json update_forward_refs validate mro register
"""

# What annotations, decorators and defaults in a class body refer to: an attribute of that
# name would hide it for the lines below.
_PYTHON_USED = """
    annotations bool bytes classmethod cls dataclass dataclasses field field_serializer
    field_validator float frozenset int list math model_serializer model_validator object
    property pydantic re self set staticmethod str super tuple typing
"""

PYTHON_ATTRIBUTES = frozenset(
    f"{_PYTHON_KEYWORDS} {_BASE_CLASS_MEMBERS} {_PYTHON_USED}".split()
)
"""Lower-case names that an attribute of a generated Python class does not get."""

_PYTHON_TYPES = """
    AfterValidator Annotated Any BaseModel BeforeValidator Callable ClassVar Collection
    ConfigDict Container DateTime Decimal Discriminator EllipsisType Enum Field Final Generic
    GetCoreSchemaHandler Integer JsonValue MISSING
    Iterable Iterator Literal Mapping MappingProxyType MutableMapping Never NotRequired
    Optional PlainValidator Protocol Required RootModel Self Sequence Strict StrEnum StrictBool
    StrictFloat StrictInt StrictStr Tag TypeAdapter TypeAlias TypedDict TypeVar UUID Union Uuid
    ValidationError ValidationInfo WithJsonSchema WrapValidator PydanticCustomError
    None True False Ellipsis NotImplemented Exception BaseException Warning
    ArithmeticError AssertionError AttributeError BufferError EOFError ImportError IndexError
    KeyError LookupError MemoryError NameError OSError OverflowError RecursionError
    RuntimeError StopIteration SyntaxError SystemExit TypeError UnicodeError ValueError
"""

_TYPESCRIPT_TYPES = """
    Array ArrayBuffer Awaited BigInt Boolean Capitalize Date Error Exclude Extract Function
    InstanceType Int8Array Intl Iterable JSON Lowercase Map Math NaN Infinity NonNullable
    Number Object Omit Parameters Partial Pick Promise Proxy RangeError Readonly Record Reflect
    RegExp Required ReturnType Set String Symbol ThisType Uint8Array Uncapitalize Uppercase
    WeakMap WeakSet Z ZodType FieldConfig NodeConfig UnifiedConfig UnifiedNodeConfig
"""

_GRAPHQL_TYPES = (
    "Boolean Float ID Int JSON Json Mutation Query SafeInteger String Subscription"
)

CLASS_NAMES = frozenset(f"{_PYTHON_TYPES} {_TYPESCRIPT_TYPES} {_GRAPHQL_TYPES}".split())
"""PascalCase names that the class of a specification does not get."""

GRAPHQL_ENUM_VALUES = frozenset({"true", "false", "null"})
