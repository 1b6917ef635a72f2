// A lint rule: a text is no key of a plain object. `table[text]` and `text in table` also find what every object inherits,
// so a cloud's code "constructor" is a function there, and "__proto__" an object.
import ts from "typescript";

/** Whether a type allows any text. A union of named texts does not. */
function isAnyText(/** @type {ts.Type} */ type) {
  const anyText = ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral | ts.TypeFlags.Any;
  return (type.isUnion() ? type.types : [type]).some(({ flags }) => (flags & anyText) !== 0);
}

/** @type {import("eslint").Rule.RuleModule} */
export const ownKeys = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      inherited:
        'A text as a key also finds what every object inherits, such as "constructor". Use lookup(table, key), Object.hasOwn or a Map.',
    },
  },
  create(context) {
    /** @type {{ getTypeAtLocation(node: import("estree").Node): ts.Type }} */
    const { getTypeAtLocation: typeOf } = context.sourceCode.parserServices;
    return {
      MemberExpression(node) {
        if (node.computed && isAnyText(typeOf(node.property))) context.report({ node, messageId: "inherited" });
      },
      BinaryExpression(node) {
        if (node.operator !== "in" || node.left.type === "PrivateIdentifier") return;
        if (isAnyText(typeOf(node.left))) context.report({ node, messageId: "inherited" });
      },
    };
  },
};
