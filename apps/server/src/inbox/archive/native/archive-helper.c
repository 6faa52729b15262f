/*
 * Carries questions to WeCom's archive library (libWeWorkFinanceSdk_C.so), in a process of its own: the library crashes and leaks.
 * Make it once on the server's machine:  cc -O2 -o archive-helper archive-helper.c -ldl
 * Run by the server:                     archive-helper /path/to/libWeWorkFinanceSdk_C.so
 *
 * One line asks, fields by tabs:  init corpid secret | pull seq limit | open key body
 * The answer:                     "<errcode> <length>\n" and so many bytes (what the library gave, or a word why not).
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void Sdk;
typedef void Slice;

static Sdk *(*new_sdk)(void);
static int (*init)(Sdk *, const char *, const char *);
static int (*get_chat_data)(Sdk *, unsigned long long, unsigned int, const char *, const char *, int, Slice *);
static int (*decrypt_data)(const char *, const char *, Slice *);
static Slice *(*new_slice)(void);
static void (*free_slice)(Slice *);
static char *(*content_of)(Slice *);
static int (*length_of)(Slice *);

static void answer(int code, const char *bytes, int length) {
  printf("%d %d\n", code, length);
  if (length > 0) fwrite(bytes, 1, (size_t)length, stdout);
  fflush(stdout);
}

static void say(int code, const char *words) { answer(code, words, (int)strlen(words)); }

static void *symbol(void *library, const char *name) {
  void *found = dlsym(library, name);
  if (!found) {
    fprintf(stderr, "the library has no %s\n", name);
    exit(2);
  }
  return found;
}

static void give(int code, Slice *slice) {
  if (code == 0) answer(0, content_of(slice), length_of(slice));
  else say(code, "");
  free_slice(slice);
}

int main(int count, char **arguments) {
  void *library = count < 2 ? NULL : dlopen(arguments[1], RTLD_NOW);
  if (!library) {
    fprintf(stderr, "no library: %s\n", count < 2 ? "give its path" : dlerror());
    return 2;
  }
  *(void **)&new_sdk = symbol(library, "NewSdk");
  *(void **)&init = symbol(library, "Init");
  *(void **)&get_chat_data = symbol(library, "GetChatData");
  *(void **)&decrypt_data = symbol(library, "DecryptData");
  *(void **)&new_slice = symbol(library, "NewSlice");
  *(void **)&free_slice = symbol(library, "FreeSlice");
  *(void **)&content_of = symbol(library, "GetContentFromSlice");
  *(void **)&length_of = symbol(library, "GetSliceLen");

  Sdk *sdk = NULL;
  char *line = NULL;
  size_t room = 0;
  ssize_t length;
  while ((length = getline(&line, &room, stdin)) > 0) {
    if (line[length - 1] == '\n') line[length - 1] = '\0';
    char *rest = line;
    const char *verb = strsep(&rest, "\t");
    const char *first = strsep(&rest, "\t");
    const char *second = strsep(&rest, "\t");
    if (!first || !second) say(10000, "two fields are missing");
    else if (strcmp(verb, "init") == 0) {
      sdk = new_sdk();
      say(init(sdk, first, second), "");
    } else if (strcmp(verb, "pull") == 0 && sdk) {
      Slice *slice = new_slice();
      give(get_chat_data(sdk, strtoull(first, NULL, 10), (unsigned int)strtoul(second, NULL, 10), "", "", 30, slice), slice);
    } else if (strcmp(verb, "open") == 0) {
      Slice *slice = new_slice();
      give(decrypt_data(first, second, slice), slice);
    } else say(10000, "unknown question, or not begun");
  }
  return 0;
}
