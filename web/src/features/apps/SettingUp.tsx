import { useState } from "react";
import { got, http, isAt } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { appQuery, appsQuery, type App } from "./apps";

/** Addresses, the way of signing, and whether money goes out by certificate only. */
export function SettingUp({ app }: { app: App }) {
  const { t } = useSpeech();
  const before = {
    name: app.name,
    notify_url: app.notify_url,
    callback_url: app.callback_url,
    sign_type: app.sign_type,
    outflow_needs_certificate: app.outflow_needs_certificate,
  };
  const [said, setSaid] = useState(before);
  const save = useAct(
    (changes: typeof before) =>
      got(
        http.PATCH("/api/me/apps/{app_id}", {
          params: { path: { app_id: app.app_id } },
          body: changes,
          headers: { "If-Match": `"${app.version}"` },
        }),
      ),
    {
      touches: [appQuery(app.app_id).queryKey, appsQuery.queryKey],
      onDone: () => toast.done(t("apps.saved")),
      onError: (error) => !isAt(error, "notify_url") && toast.error(error),
    },
  );
  const isSame = JSON.stringify(said) === JSON.stringify(before);
  return (
    <section className="apps-form" aria-label={t("apps.setUp")}>
      <h2 className="section-title">{t("apps.setUp")}</h2>
      <Field label={t("apps.name")} value={said.name} maxLength={60} onChange={(name) => setSaid({ ...said, name })} />
      <Field
        label={t("apps.notifyUrl")}
        hint={t("apps.notifyUrlHint")}
        error={isAt(save.error, "notify_url") ? save.error : undefined}
        value={said.notify_url}
        inputMode="url"
        maxLength={1024}
        onChange={(notify_url) => setSaid({ ...said, notify_url })}
      />
      <Field
        label={t("apps.callbackUrl")}
        hint={t("apps.callbackUrlHint")}
        value={said.callback_url}
        inputMode="url"
        maxLength={1024}
        onChange={(callback_url) => setSaid({ ...said, callback_url })}
      />
      <p className="field-title">{t("apps.signType")}</p>
      <Chips
        label={t("apps.signType")}
        value={said.sign_type}
        choices={[
          { value: "RSA2", label: t("apps.rsa2") },
          { value: "RSA", label: t("apps.rsa") },
        ]}
        onChange={(sign_type) => setSaid({ ...said, sign_type })}
      />
      <label className="apps-check">
        <input
          type="checkbox"
          checked={said.outflow_needs_certificate}
          onChange={(event) => setSaid({ ...said, outflow_needs_certificate: event.target.checked })}
        />
        <span>{t("apps.outflow")}</span>
      </label>
      <Button weight="soft" isBlock isBusy={save.isPending} disabled={isSame} onClick={() => save.mutate(said)}>
        {t("apps.saveChanges")}
      </Button>
    </section>
  );
}
