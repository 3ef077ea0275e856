{{- define "recado.name" -}}
{{- if contains "recado" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-recado" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* Labels of all objects. Call with (list . "api"). */}}
{{- define "recado.labels" -}}
{{- $root := index . 0 -}}
{{ include "recado.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version }}
{{- end }}

{{- define "recado.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: recado
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "recado.image" -}}
{{- with .Values.image }}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{- define "recado.podSecurity" -}}
automountServiceAccountToken: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
{{- end }}

{{- define "recado.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{/* The variables of API and workers. Call with (list . own), own being variables of the process. */}}
{{- define "recado.env" -}}
{{- $root := index . 0 -}}
envFrom:
  - secretRef: { name: {{ $root.Values.existingSecret | quote }} }
env:
{{- range $name, $value := merge (dict) (index . 1) $root.Values.env }}
  {{- /* Helm reads a number of a file as a float, and would write 86400000 as 8.64e+07. */}}
  {{- if and (kindIs "float64" $value) (eq (floor $value) $value) }}{{ $value = int64 $value }}{{ end }}
  - { name: {{ $name }}, value: {{ $value | toString | quote }} }
{{- end }}
{{- end }}

{{/* Refuses what a schema cannot: a least number of replicas that is over the most. Call with (list "api" .Values.api). */}}
{{- define "recado.checkReplicas" -}}
{{- $autoscaling := (index . 1).autoscaling }}
{{- if gt (int $autoscaling.minReplicas) (int $autoscaling.maxReplicas) }}
{{- fail (printf "%s.autoscaling.minReplicas is over maxReplicas" (index . 0)) }}
{{- end }}
{{- end }}

{{/* Pods spread over nodes and zones as far as possible. Call with (list . "api"). */}}
{{- define "recado.spread" -}}
topologySpreadConstraints:
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "recado.selector" $ | nindent 8 }}
{{- end }}
{{- end }}
