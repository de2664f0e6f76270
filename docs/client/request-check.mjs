// What a request says that the contract has not: a protobuf library drops, rounds or reads it as something else.
const PACKAGE = "yizhan.settlement.v1.";
const WHOLE = /^-?\d{1,19}$/;
const BITS = { TYPE_INT32: 32, TYPE_INT64: 64 };

/** Names every field that is unknown or is no such value; empty where the request is what it seems. */
export function misfits(contract, type, message, path = "") {
  if (message === null || typeof message !== "object" || Array.isArray(message)) {
    return [`${path || "the request"} must be an object, was ${shown(message)}`];
  }
  const fields = new Map(type.field.map((field) => [field.name, field]));
  return Object.entries(message).flatMap(([name, value]) => {
    const at = path ? `${path}.${name}` : name;
    const field = fields.get(name);
    if (!field) {
      return [`${at} is no field of ${type.name}`];
    }
    if (field.label !== "LABEL_REPEATED") {
      return misfit(contract, field, value, at);
    }
    return Array.isArray(value)
      ? value.flatMap((one, place) => misfit(contract, field, one, `${at}[${place}]`))
      : [`${at} must be a list, was ${shown(value)}`];
  });
}

function misfit(contract, field, value, at) {
  const wanted = (what, fits) => (fits ? [] : [`${at} must be ${what}, was ${shown(value)}`]);
  switch (field.type) {
    case "TYPE_MESSAGE": {
      const known = contract[field.typeName] ?? contract[PACKAGE + field.typeName];
      return known ? misfits(contract, known.type, value, at) : [];
    }
    case "TYPE_INT64":
    case "TYPE_INT32":
      return wanted(
        "a whole number (amounts are fen)",
        isWhole(value) && BigInt.asIntN(BITS[field.type], BigInt(value)) === BigInt(value),
      );
    case "TYPE_BOOL":
      return wanted("true or false", typeof value === "boolean");
    case "TYPE_STRING":
      return wanted("a text", typeof value === "string");
    case "TYPE_ENUM":
      return wanted("the name of a value", typeof value === "string" || Number.isInteger(value));
    default:
      return [];
  }
}

function isWhole(value) {
  return Number.isSafeInteger(value) || (typeof value === "string" && WHOLE.test(value));
}

function shown(value) {
  return JSON.stringify(value)?.slice(0, 60);
}
