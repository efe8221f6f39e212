// Where the user is, as the address bar has it: #/acme/deliveries?state=FAILED, #/acme/deliveries/dlv_1

const DEFAULT_WORKSPACE = "acme";
const PARAMETERS = {
  webhooks: ["search", "show", "sort"],
  deliveries: ["id", "state", "webhook", "event", "account", "status", "from", "to", "range"],
};

/** `page` is null where the address names none that exists, `item` what the page is about. */
export function current() {
  const [path, parameters = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  const [workspace, name = "webhooks", item = "", ...more] = path.split("/").map(decode);
  const page = name || "webhooks";
  const known = page in PARAMETERS && more.length === 0 && (item === "" || page === "deliveries");
  const given = new URLSearchParams(parameters);
  return {
    workspace: workspace || DEFAULT_WORKSPACE,
    page: known ? page : null,
    item,
    filters: Object.fromEntries((PARAMETERS[page] || []).map((key) => [key, given.get(key) || ""])),
  };
}

export function href(workspace, page, filters = {}) {
  const set = Object.entries(filters).filter(([, value]) => value);
  const parameters = set.length === 0 ? "" : `?${new URLSearchParams(set)}`;
  return `#/${encodeURIComponent(workspace)}/${page}${parameters}`;
}

export const deliveryHref = (workspace, id) => href(workspace, `deliveries/${encodeURIComponent(id)}`);

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
