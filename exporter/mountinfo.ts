/** A path or a name of /proc/self/mountinfo, in which the kernel writes spaces and the like as octal numbers. */
export const unescapeMount = (path: string): string =>
  path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
