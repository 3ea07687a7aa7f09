/** The part of the package that the benchmark uses; it comes without types. */
declare module 'badwords-ko' {
  class Filter {
    constructor(options?: { emptyList?: boolean });
    addWords(...words: string[]): void;
    isProfane(text: string): boolean;
  }
  export = Filter;
}
