/**
 * Prints rows as a Markdown table, as they come: the head with the first.
 *
 * @param {string} title printed above the head
 * @returns {(row: Readonly<Record<string, string | number>>) => void}
 */
export function tablePrinter(title) {
  let headIsPrinted = false;
  return (row) => {
    const columns = Object.keys(row);
    if (!headIsPrinted) {
      console.log(`${title}\n\n| ${columns.join(" | ")} |\n| ${columns.map(() => "---").join(" | ")} |`);
      headIsPrinted = true;
    }
    console.log(`| ${Object.values(row).join(" | ")} |`);
  };
}
