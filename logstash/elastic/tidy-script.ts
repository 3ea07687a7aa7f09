/** What a document's root holds besides its fields: of Elasticsearch's own, what a request says and ingest pipelines see there. */
const metadata = ['_index', '_id', '_version', '_version_type'];

/**
 * Makes any document one that Elasticsearch stores: a name that it refuses (a blank one, or one that begins like its own) goes
 * under labels or gets an underscore, and a time that is none gives way to now.
 * @see https://www.elastic.co/docs/reference/scripting-languages/painless/painless-ingest-processor-context
 */
const source = `
boolean blank(String name) {
  for (int i = 0; i < name.length(); i++) if (!Character.isWhitespace(name.charAt(i))) return false;
  return true;
}
String free(Map taken, String name) {
  String fit = name;
  while (taken.containsKey(fit)) fit += '_';
  return fit;
}
void tidy(def value) {
  if (value instanceof List) {
    for (def each : value) tidy(each);
  } else if (value instanceof Map) {
    List unfit = null;
    for (def name : value.keySet()) {
      if (blank(name)) { if (unfit == null) unfit = new ArrayList(); unfit.add(name); }
    }
    if (unfit != null) for (def name : unfit) value.put(free(value, '_'), value.remove(name));
    for (def inner : value.values()) if (inner instanceof Map || inner instanceof List) tidy(inner);
  }
}
Map moved = null;
Iterator all = ctx.entrySet().iterator();
while (all.hasNext()) {
  def entry = all.next();
  String name = entry.getKey();
  if (blank(name) || (name.startsWith('_') && !params.metadata.contains(name))) {
    if (moved == null) moved = new LinkedHashMap();
    moved.put(free(moved, 'labels.' + (blank(name) ? '_' : name)), entry.getValue());
    all.remove();
  } else if (entry.getValue() instanceof Map || entry.getValue() instanceof List) tidy(entry.getValue());
}
if (moved != null) {
  tidy(moved);
  for (def entry : moved.entrySet()) ctx.put(free(ctx, entry.getKey()), entry.getValue());
}
String now = metadata().now.toString();
def at = ctx['@timestamp'];
boolean fit = false;
if (at instanceof String && at.length() == 24) {
  try { ZonedDateTime.parse(at); fit = true; } catch (DateTimeException e) { }
}
if (!fit) {
  if (at != null) ctx[free(ctx, 'labels.unfit_timestamp')] = at;
  ctx['@timestamp'] = now;
}
if (ctx.event instanceof Map) ctx.event.ingested = now; else ctx['event.ingested'] = now;
`.trim();

/** The script as a processor. */
export const tidyProcessor = { script: { lang: 'painless', source, params: { metadata } } } as const;
