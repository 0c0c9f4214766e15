/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/record.h"

G_BEGIN_DECLS

/* The functions of the field language and how one is called. Inside of the language only;
 * LANGUAGE.md is the reference. */

#define CW_VALUE_MAX 4000        /* characters that a function or a pattern leaves behind */
#define CW_VALUE_MAX_BYTES 16000 /* CW_VALUE_MAX characters of four bytes */
#define CW_CALL_MAX_ARGUMENTS 64 /* 32 pairs */
#define CW_CALL_MAX_NUMBER 9999

typedef struct _CwFunction CwFunction;

/**
 * CwCall:
 *
 * A function with its arguments, checked when the template is loaded.
 */
typedef struct
{
  const CwFunction *function;
  char            **arguments; /* NULL-terminated, without escapes */
  guint             n_arguments;
  int               number;    /* what the function's check made of its arguments, as the next two */
  int               unit;
  const void       *table;
} CwCall;

typedef enum
{
  CW_FUNCTION_PLAIN = 0,
  CW_FUNCTION_PAIRS = 1 << 0,     /* its argument is a=b,c=d */
  CW_FUNCTION_FILLS = 1 << 1,     /* runs on an empty value, too */
  CW_FUNCTION_REFERENCE = 1 << 2, /* its first argument names a field */
} CwFunctionFlags;

/**
 * CwFunction:
 *
 * One function of the language. @run gets NFC of at most %CW_VALUE_MAX characters and gives valid
 * UTF-8; it looks at nothing but its arguments and the record.
 */
struct _CwFunction
{
  const char     *name;
  CwFunctionFlags flags;
  guint           min_arguments;
  guint           max_arguments;
  const char     *usage; /* as a person writes it */
  gboolean      (*check) (CwCall *call); /* (nullable) */
  char         *(*run)   (const CwCall *call,
                          const char   *value,
                          CwRecord     *record);
};

/* Each ends with an entry without a name. */
extern const CwFunction cw_functions_case[];
extern const CwFunction cw_functions_text[];
extern const CwFunction cw_functions_ascii[];
extern const CwFunction cw_functions_date[];
extern const CwFunction cw_functions_number[];

const CwFunction *cw_function_find       (const char *name);
char             *cw_function_list       (void);

gboolean          cw_call_prepare        (CwCall    *call,
                                          GPtrArray *arguments);
void              cw_call_clear          (CwCall *call);

gboolean          cw_number_read         (const char *text,
                                          int        *number);
gboolean          cw_field_name_is_valid (const char *name);
char             *cw_value_normalize     (const char *value);
gboolean          cw_value_is_same       (const char *a,
                                          const char *b);

G_END_DECLS
