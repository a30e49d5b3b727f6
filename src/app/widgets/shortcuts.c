/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/shortcuts.h"

#include <glib/gi18n-lib.h>

/* In the order of the shortcuts window. */
static const FusShortcut shortcuts[] = {
  { FUS_SHORTCUTS_OVERLAYS, FUS_KEYS_OF_WINDOW, "view.identity", "i", NULL,
    N_ ("Identity overlay") },
  { FUS_SHORTCUTS_OVERLAYS, FUS_KEYS_OF_WINDOW, "view.expression", "e", NULL,
    N_ ("Expression overlay") },
  { FUS_SHORTCUTS_OVERLAYS, FUS_KEYS_OF_WINDOW, "view.on-average", "a", NULL,
    N_ ("On the average face") },
  { FUS_SHORTCUTS_OVERLAYS, FUS_KEYS_OF_WINDOW, "view.three", "3", NULL,
    N_ ("Three networks side by side") },
  { FUS_SHORTCUTS_OVERLAYS, FUS_KEYS_OF_FILTERS, "view.three", NULL, "3", NULL },
  { FUS_SHORTCUTS_OVERLAYS, FUS_KEYS_OF_WINDOW, "view.whole", "w", NULL, N_ ("Whole frame") },
  { FUS_SHORTCUTS_OVERLAYS, FUS_KEYS_OF_AVERAGE, "view.overlap", "o", NULL,
    N_ ("Overlap of tasks (Average Face page)") },
  { FUS_SHORTCUTS_FRAMES, FUS_KEYS_OF_FRAMES, "frames.next", "Right Down Page_Down", NULL,
    N_ ("Next frame") },
  { FUS_SHORTCUTS_FRAMES, FUS_KEYS_OF_FRAMES, "frames.previous", "Left Up Page_Up", NULL,
    N_ ("Previous frame") },
  { FUS_SHORTCUTS_FRAMES, FUS_KEYS_OF_FRAMES, "frames.list", "F9", NULL,
    N_ ("Show or hide the frame list") },
  { FUS_SHORTCUTS_FRAMES, FUS_KEYS_OF_FRAMES, "frames.inspector", "<Shift>F9", NULL,
    N_ ("Show or hide the inspector") },
  { FUS_SHORTCUTS_FRAMES, FUS_KEYS_OF_FRAMES, "frames.close-picture", "Escape", NULL,
    N_ ("Back from a picture of one’s own") },
  { FUS_SHORTCUTS_FILTERS, FUS_KEYS_OF_FILTERS, "filters.step-layer(1)", "bracketright", NULL,
    N_ ("Next layer") },
  { FUS_SHORTCUTS_FILTERS, FUS_KEYS_OF_FILTERS, "filters.step-layer(-1)", "bracketleft", NULL,
    N_ ("Previous layer") },
  { FUS_SHORTCUTS_FILTERS, FUS_KEYS_OF_FILTERS, "filters.show-on-layers", "l", NULL,
    N_ ("Show the unit on Layers") },
  { FUS_SHORTCUTS_FILTERS, FUS_KEYS_OF_FILTERS, "filters.by-activation", "m", NULL,
    N_ ("Units that are most active first") },
  { FUS_SHORTCUTS_FILTERS, FUS_KEYS_OF_FILTERS, "filters.type-address", "<Control>l", NULL,
    N_ ("Type the address of a unit") },
  { FUS_SHORTCUTS_FILTERS, FUS_KEYS_OF_FILTERS, "filters.copy-address", "<Control><Shift>c", NULL,
    N_ ("Copy the unit’s address") },
  { FUS_SHORTCUTS_FILTERS, FUS_KEYS_OF_FILTERS, "filters.menu", NULL, "Menu <Shift>F10", NULL },
  { FUS_SHORTCUTS_PICTURE, FUS_KEYS_OF_WINDOW, "win.zoom-in", "<Control>plus",
    "<Control><Shift>plus <Control>equal <Control>KP_Add", N_ ("Zoom in") },
  { FUS_SHORTCUTS_PICTURE, FUS_KEYS_OF_WINDOW, "win.zoom-out", "<Control>minus",
    "<Control>KP_Subtract", N_ ("Zoom out") },
  { FUS_SHORTCUTS_PICTURE, FUS_KEYS_OF_WINDOW, "win.zoom-fit", "<Control>0", "<Control>KP_0",
    N_ ("Fit") },
  { FUS_SHORTCUTS_PICTURE, FUS_KEYS_OF_WINDOW, "win.copy-picture", "<Control>c", NULL,
    N_ ("Copy picture") },
  { FUS_SHORTCUTS_PICTURE, FUS_KEYS_OF_PROGRAM, "win.save-picture", "<Control>s", NULL,
    N_ ("Save picture") },
  { FUS_SHORTCUTS_PICTURE, FUS_KEYS_OF_PROGRAM, "win.open-picture", "<Control><Shift>o", NULL,
    N_ ("Open a picture of one’s own") },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.previous-frame", "Left", NULL,
    N_ ("Previous and next frame") },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.next-frame", "Right", NULL, NULL },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.previous-layer", "Up", "Page_Up",
    N_ ("Previous and next layer") },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.next-layer", "Down", "Page_Down", NULL },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.move((-1,0))", "<Shift>Left", NULL,
    N_ ("The channel beside") },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.move((1,0))", "<Shift>Right", NULL, NULL },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.move((0,-1))", "<Shift>Up", NULL, NULL },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.move((0,1))", "<Shift>Down", NULL, NULL },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.pooled", "p", NULL,
    N_ ("After the layer’s pool") },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.copy-address", "<Control><Shift>c", NULL,
    N_ ("Copy the unit’s address") },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.brush", "b", NULL,
    N_ ("Lesion brush: take channels out and see what is lost") },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.remove", "Delete", NULL,
    N_ ("Take the unit out, or put it back") },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.show-stimulus", "f", NULL,
    N_ ("Show the unit on Filters") },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.copy-figure", "<Control>c", NULL,
    N_ ("Copy what is shown, as a figure") },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.export-figure", "<Control>s", NULL,
    N_ ("Export what is shown, as a figure") },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.type-address", "<Control>l", NULL,
    N_ ("Type the address of a unit") },
  { FUS_SHORTCUTS_LAYERS, FUS_KEYS_OF_LAYERS, "layers.menu", NULL, "Menu <Shift>F10", NULL },
  { FUS_SHORTCUTS_PRESENTING, FUS_KEYS_OF_PROGRAM, "win.present", "F5 F11", NULL,
    N_ ("Begin and end") },
  { FUS_SHORTCUTS_PRESENTING, FUS_KEYS_OF_PRESENTER, "presenter.previous", "Left",
    "Page_Up BackSpace", N_ ("From the frame through the layers to the heads") },
  { FUS_SHORTCUTS_PRESENTING, FUS_KEYS_OF_PRESENTER, "presenter.next", "Right", "Page_Down space",
    NULL },
  { FUS_SHORTCUTS_PRESENTING, FUS_KEYS_OF_PRESENTER, "presenter.previous-frame", "Up", NULL,
    N_ ("Previous and next frame") },
  { FUS_SHORTCUTS_PRESENTING, FUS_KEYS_OF_PRESENTER, "presenter.next-frame", "Down", NULL, NULL },
  { FUS_SHORTCUTS_PRESENTING, FUS_KEYS_OF_PRESENTER, "presenter.first", NULL, "Home", NULL },
  { FUS_SHORTCUTS_PRESENTING, FUS_KEYS_OF_PRESENTER, "presenter.last", NULL, "End", NULL },
  { FUS_SHORTCUTS_PRESENTING, FUS_KEYS_OF_PRESENTER, "win.present", "Escape", NULL, N_ ("Leave") },
  { FUS_SHORTCUTS_STUDIES, FUS_KEYS_OF_PROGRAM, "win.new-study::", "<Control>n", NULL,
    N_ ("New study from a folder") },
  { FUS_SHORTCUTS_STUDIES, FUS_KEYS_OF_PROGRAM, "win.open-study", "<Control>o", NULL,
    N_ ("Open a study") },
  { FUS_SHORTCUTS_STUDIES, FUS_KEYS_OF_PROGRAM, "win.close-study", "<Control><Shift>w", NULL,
    N_ ("Close the study") },
  { FUS_SHORTCUTS_PROGRAM, FUS_KEYS_OF_GTK, NULL, "F10", NULL, N_ ("Main menu") },
  { FUS_SHORTCUTS_PROGRAM, FUS_KEYS_OF_PROGRAM, "app.preferences", "<Control>comma", NULL,
    N_ ("Preferences") },
  { FUS_SHORTCUTS_PROGRAM, FUS_KEYS_OF_WINDOW, "win.show-help-overlay", "question",
    "<Shift>question", N_ ("Keyboard shortcuts") },
  { FUS_SHORTCUTS_PROGRAM, FUS_KEYS_OF_PROGRAM, "win.show-help-overlay", "F1 <Control>question",
    NULL, NULL },
  { FUS_SHORTCUTS_PROGRAM, FUS_KEYS_OF_PROGRAM, "window.close", "<Control>w", NULL,
    N_ ("Close the window") },
  { FUS_SHORTCUTS_PROGRAM, FUS_KEYS_OF_PROGRAM, "app.quit", "<Control>q", NULL, N_ ("Quit") },
};

static const char *const group_titles[] = {
  [FUS_SHORTCUTS_OVERLAYS] = N_ ("Overlays"),     [FUS_SHORTCUTS_FRAMES] = N_ ("Frames"),
  [FUS_SHORTCUTS_FILTERS] = N_ ("Filters"),       [FUS_SHORTCUTS_PICTURE] = N_ ("Picture"),
  [FUS_SHORTCUTS_LAYERS] = N_ ("Layers"),         [FUS_SHORTCUTS_PAGES] = N_ ("Pages"),
  [FUS_SHORTCUTS_PRESENTING] = N_ ("Presenting"), [FUS_SHORTCUTS_STUDIES] = N_ ("Studies"),
  [FUS_SHORTCUTS_PROGRAM] = N_ ("Program"),
};

G_STATIC_ASSERT (G_N_ELEMENTS (group_titles) == FUS_N_SHORTCUT_GROUPS);

const FusShortcut *
fus_shortcuts (guint *n)
{
  *n = G_N_ELEMENTS (shortcuts);
  return shortcuts;
}

const char *
fus_shortcut_group_title (FusShortcutGroup group)
{
  g_assert ((guint) group < FUS_N_SHORTCUT_GROUPS);
  return _ (group_titles[group]);
}

static void
bind_keys (GtkWidgetClass *widget_class, const char *detailed_action, const char *keys)
{
  g_auto (GStrv) split = g_strsplit (keys != NULL ? keys : "", " ", -1);
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (!g_action_parse_detailed_name (detailed_action, &name, &target, NULL))
    g_assert_not_reached ();
  if (target != NULL)
    g_variant_ref_sink (target);
  for (guint i = 0; split[i] != NULL; i++)
    {
      guint key;
      GdkModifierType modifiers;

      if (!gtk_accelerator_parse (split[i], &key, &modifiers))
        g_assert_not_reached ();
      g_autoptr (GtkShortcut) shortcut
          = gtk_shortcut_new (gtk_keyval_trigger_new (key, modifiers), gtk_named_action_new (name));
      gtk_shortcut_set_arguments (shortcut, target);
      gtk_widget_class_add_shortcut (widget_class, shortcut);
    }
}

void
fus_shortcuts_bind (GtkWidgetClass *widget_class, FusKeyOwner owner)
{
  g_return_if_fail (owner != FUS_KEYS_OF_PROGRAM && owner != FUS_KEYS_OF_GTK);

  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (shortcuts[i].owner == owner)
      {
        bind_keys (widget_class, shortcuts[i].action, shortcuts[i].keys);
        bind_keys (widget_class, shortcuts[i].action, shortcuts[i].also);
      }
}

void
fus_shortcuts_set_accels (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (shortcuts[i].owner == FUS_KEYS_OF_PROGRAM)
      {
        g_auto (GStrv) keys = g_strsplit (shortcuts[i].keys, " ", -1);

        gtk_application_set_accels_for_action (application, shortcuts[i].action,
                                               (const char *const *) keys);
      }
}
