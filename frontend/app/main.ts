/**
 * The script of every page. Pages steer it by attributes only:
 *
 *   data-confirm="Delete the site?"       ask first, on a link, a button or a form; also for htmx's hx-confirm
 *     data-confirm-detail, data-confirm-yes="Delete", data-confirm-danger     the dialog's other words
 *   data-shortcut="g s" (or "n")          press to follow; listed in the help under the element's words
 *     data-shortcut-label                 other words for the list
 *   data-search-open, data-shortcuts-open, data-dialog-close, data-theme-set="dark"
 *   data-guard                            a form whose unsaved changes must not be lost by leaving
 *   data-repeatable                       a POST form that may be sent again at once (others wait 5 s)
 *   data-autosubmit                       a form sent when one of its fields changes (filters)
 *   data-zone-here                        a choice of time zones that begins at the browser's own
 *   data-bulk                             a part with ticks: see bulk.ts
 *   data-narrow                           a long list made short while typing: see narrow.ts
 *   data-relative                         a <time> shown as “3 minutes ago”
 *   data-remember="key"                   a <details> that stays as the person left it
 *   data-copy="text"                      copies to the clipboard; data-copied is the toast to show
 *
 * Answers of the server may carry `HX-Trigger: {"toast": {"level": "success", "message": "Saved"}}`.
 */
import "htmx.org";
import "bootstrap/js/src/alert.js";
import "bootstrap/js/src/collapse.js";
import "bootstrap/js/src/dropdown.js";
import "bootstrap/js/src/offcanvas.js";
import "bootstrap/js/src/tab.js";
import { startBulk } from "./bulk.ts";
import { startConfirm } from "./confirm.ts";
import { startForms } from "./forms.ts";
import { startIslands } from "./islands.ts";
import { startNarrowing } from "./narrow.ts";
import { startRemembering } from "./remember.ts";
import { startRequests } from "./requests.ts";
import { startScrollers } from "./scrollers.ts";
import { startSearch } from "./search.ts";
import { startShortcuts } from "./shortcuts.ts";
import { startTheme } from "./theme.ts";
import { startTimes } from "./times.ts";
import { startToasts } from "./toasts.ts";

startTheme();
startToasts();
startRequests();
startConfirm();
startSearch();
startShortcuts();
startForms();
startBulk();
startNarrowing();
startTimes();
startRemembering();
startScrollers();
startIslands();
