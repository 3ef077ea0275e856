/** A server for the whole run. */
export interface TestStore extends AsyncDisposable {
  url: string;
}
