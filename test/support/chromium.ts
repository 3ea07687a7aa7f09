import { packagedServer } from '../../lab/servers/packaged-server.ts';

/** Chromium, in which tests look at pages; with letters for Korean, whose lack would move everything. */
export const chromium = packagedServer({
  name: 'chromium',
  variable: 'GAPWATCH_CHROMIUM',
  names: ['chromium', 'chromium-browser', 'google-chrome'],
  versionArgs: ['--version'],
  versionPattern: /(?:Chromium|Google Chrome) (\d+(?:\.\d+)+)/,
  packages: ['chromium', 'fonts-noto-cjk'],
  without: 'no page is looked at in a browser',
});
