/** What a panel asks of all instances together: their record, or where some are chosen, the instances themselves. */
const either = /(?:avg|sum)_over_time\([^()]*\) or (sum by \([^)]*\) \((?:rate|increase)\([\w:]+\{[^}]*),job!~"\.\+"/g;

/** What a panel would ask that knew of no such record: all instances themselves, always. */
export const withoutRecords = (expr: string): string => expr.replace(either, '$1');
