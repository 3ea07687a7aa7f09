/**
 * What the page may do: run, look and connect by what this service serves, and nothing else. Text cannot become script: there
 * is no inline script or style to imitate, and the sinks that would parse a text as HTML take none at all.
 * @see https://www.w3.org/TR/CSP3/ and https://www.w3.org/TR/trusted-types/
 */
export const pagePolicy = Object.entries({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  // The page's own origin by ws: and wss: too.
  'connect-src': "'self'",
  'img-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
})
  .map((directive) => directive.join(' '))
  .join(';');
