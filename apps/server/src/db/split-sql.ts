/**
 * The statements of a SQL text, comments left out, without the semicolon at the end. Knows quotes, dollar quotes and nested comments;
 * `begin atomic` bodies it does not know, and we write none.
 */
export function splitSql(text: string): string[] {
  const statements: string[] = [];
  let statement = "";
  for (let at = 0; at < text.length;) {
    const token = tokenAt(text, at);
    at += token.length;
    if (token === ";") {
      statements.push(statement.trim());
      statement = "";
    } else if (token.startsWith("--") || token.startsWith("/*")) statement += " ";
    else statement += token;
  }
  return [...statements, statement.trim()].filter((one) => one !== "");
}

/** A comment, a quoted piece, a semicolon, or everything up to the next of those. */
function tokenAt(text: string, at: number): string {
  const rest = (until: number) => text.slice(at, until < 0 ? text.length : until);
  if (text.startsWith("--", at)) return rest(text.indexOf("\n", at));
  if (text.startsWith("/*", at)) return rest(endOfComment(text, at));
  const character = text[at] ?? "";
  if (character === "'" || character === '"') return rest(endOfQuote(text, at, character));
  if (character === ";") return character;
  const dollar = /\$(?:[A-Za-z_]\w*)?\$/y;
  dollar.lastIndex = at;
  const tag = dollar.exec(text)?.[0];
  if (tag !== undefined) {
    const end = text.indexOf(tag, at + tag.length);
    return rest(end < 0 ? -1 : end + tag.length);
  }
  const plain = /[^;'"$/-]+/y;
  plain.lastIndex = at;
  return plain.exec(text)?.[0] ?? character;
}

function endOfQuote(text: string, at: number, quote: string): number {
  for (let end = text.indexOf(quote, at + 1); end >= 0; end = text.indexOf(quote, end + 2)) {
    if (text[end + 1] !== quote) return end + 1;
  }
  return -1;
}

function endOfComment(text: string, at: number): number {
  let depth = 0;
  for (let end = at; end < text.length;) {
    if (text.startsWith("/*", end)) depth += 1;
    else if (text.startsWith("*/", end)) depth -= 1;
    else {
      end += 1;
      continue;
    }
    end += 2;
    if (depth === 0) return end;
  }
  return -1;
}
