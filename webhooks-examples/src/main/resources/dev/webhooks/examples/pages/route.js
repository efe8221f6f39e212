// Where the user is, as the address bar has it: #/acme/deliveries?state=FAILED

const DEFAULT_WORKSPACE = "acme";
const PAGES = ["webhooks", "deliveries"];
const FILTERS = ["state", "webhook", "event"];

export function current() {
  const [path, parameters = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  const [workspace, page] = path.split("/").map(decode);
  const given = new URLSearchParams(parameters);
  return {
    workspace: workspace || DEFAULT_WORKSPACE,
    page: PAGES.includes(page) ? page : PAGES[0],
    filters: Object.fromEntries(FILTERS.map((name) => [name, given.get(name) || ""])),
  };
}

export function href(workspace, page, filters = {}) {
  const set = Object.entries(filters).filter(([, value]) => value);
  const parameters = set.length === 0 ? "" : `?${new URLSearchParams(set)}`;
  return `#/${encodeURIComponent(workspace)}/${page}${parameters}`;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
