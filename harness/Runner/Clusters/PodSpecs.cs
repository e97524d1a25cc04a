using System.Globalization;
using InterContainer.Runner.Planning;
using InterContainer.Transports;
using k8s.Models;

namespace InterContainer.Runner.Clusters;

/// <summary>
/// The pods of a pair. Those of agents hold to the restricted Pod Security Standard (https://kubernetes.io/docs/concepts/security/pod-security-standards/),
/// but for the network of the node where that is under test. Pure.
/// </summary>
internal static class PodSpecs
{
    /// <summary>Which pod is one of a run's: on every object of ours, whose value is the run's id.</summary>
    public const string Run = Containers.Labels.Run;

    /// <summary>Which pod it is of its pair: what Services and the scheduler choose it by.</summary>
    public const string Name = "intercontainer.name";

    /// <summary>Which process made it, as <c>id@machine</c>: an annotation, since a label takes no such sign.</summary>
    public const string Owner = Containers.Labels.Owner;

    public const string SharedFolder = "/shared";

    public const string MemoryFolder = "/memory";

    private const string Hostname = "kubernetes.io/hostname";

    /// <summary>Names, labels and the owner of an object.</summary>
    public static V1ObjectMeta Meta(string run, string name) => new()
    {
        Name = name,
        Labels = new Dictionary<string, string> { [Run] = run, [Name] = name },
        Annotations = new Dictionary<string, string> { [Owner] = Containers.Labels.Of(run)[Owner] },
    };

    /// <summary>A pod of agents that wait for their assignments on standard input.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="name">Of the pod.</param>
    /// <param name="image">Of the agent.</param>
    /// <param name="containers">The name of each, with environment variables for its runtime and whether it is limited.</param>
    /// <param name="conditions">Of the cell.</param>
    public static V1Pod Agents(
        string run, string name, string image, IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Environment, bool IsLimited)> containers,
        Conditions conditions)
    {
        var spec = new V1PodSpec
        {
            RestartPolicy = "Never",
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            TerminationGracePeriodSeconds = 2,
            HostNetwork = conditions.Via == Placement.HostNetwork ? true : null,
            SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
            Containers = [.. containers.Select(one => Agent(one.Name, image, one.Environment, one.IsLimited ? Limits(conditions) : null))],
            Volumes = [InMemory("tmp"), new V1Volume { Name = "shared", EmptyDir = new V1EmptyDirVolumeSource() }, InMemory("memory")],
        };
        return new V1Pod { Metadata = Meta(run, name), Spec = spec };
    }

    private static V1Container Agent(string name, string image, IReadOnlyDictionary<string, string> environment, V1ResourceRequirements? limits) => new()
    {
        Name = name,
        Image = image,
        ImagePullPolicy = "IfNotPresent",
        // When the one connection to it ends, so does its input, and with that the agent.
        Stdin = true,
        StdinOnce = true,
        Env =
        [
            new V1EnvVar { Name = Protocol.Assignment.Variable, Value = Protocol.Assignment.FromInput },
            .. environment.Select(variable => new V1EnvVar { Name = variable.Key, Value = variable.Value }),
        ],
        Resources = limits,
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
        },
        VolumeMounts =
        [
            new V1VolumeMount { Name = "tmp", MountPath = "/tmp" },
            new V1VolumeMount { Name = "shared", MountPath = SharedFolder },
            new V1VolumeMount { Name = "memory", MountPath = MemoryFolder },
        ],
    };

    /// <summary>A pod of a service.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="name">Of the pod, and of the secret with its files.</param>
    /// <param name="image">What runs.</param>
    /// <param name="service">Which.</param>
    /// <param name="start">How it is started.</param>
    public static V1Pod Service(string run, string name, string image, Service service, ServiceStart start)
    {
        var user = service.User?.Split(':');
        var container = new V1Container
        {
            Name = "service",
            Image = image,
            ImagePullPolicy = "IfNotPresent",
            Args = start.Command.Count == 0 ? null : [.. start.Command],
            Env = [.. start.Environment.Select(variable => Variable(name, variable.Key, variable.Value))],
            SecurityContext = new V1SecurityContext { AllowPrivilegeEscalation = false },
            StartupProbe = service.ReadyCommand is { } ready ? UntilReady(ready, service.ReadyTimeout) : null,
            VolumeMounts =
            [
                .. start.Files.Select(file => new V1VolumeMount { Name = "files", MountPath = file.Path, SubPath = Key(file.Path), ReadOnlyProperty = true }),
                .. service.SocketPath is { } path
                    ? [new V1VolumeMount { Name = "socket", MountPath = Path.GetDirectoryName(path) }]
                    : Array.Empty<V1VolumeMount>(),
            ],
        };
        var spec = new V1PodSpec
        {
            RestartPolicy = "Never",
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            TerminationGracePeriodSeconds = 2,
            SecurityContext = new V1PodSecurityContext
            {
                SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
                RunAsUser = user is [var id, ..] ? Number(id) : null,
                RunAsGroup = user is [_, var group] ? Number(group) : null,
                // Files of a secret are root's; those that its user alone may read are read by its group.
                FsGroup = start.Files.FirstOrDefault(file => file.IsPrivate)?.Owner,
            },
            Containers = [container],
            Volumes =
            [
                .. start.Files.Count == 0 ? Array.Empty<V1Volume>() : [Files(name, start.Files)],
                .. service.SocketPath is null ? Array.Empty<V1Volume>() : [InMemory("socket")],
            ],
        };
        return new V1Pod { Metadata = Meta(run, name), Spec = spec };
    }

    // Once it is ready nothing asks again: that would be measured with the pair.
    private static V1Probe UntilReady(IReadOnlyList<string> command, TimeSpan timeout) => new()
    {
        Exec = new V1ExecAction { Command = [.. command] },
        PeriodSeconds = 1,
        TimeoutSeconds = 5,
        FailureThreshold = (int)timeout.TotalSeconds,
    };

    private static V1Volume Files(string secret, IReadOnlyList<ServiceFile> files) => new()
    {
        Name = "files",
        Secret = new V1SecretVolumeSource
        {
            SecretName = secret,
            Items = [.. files.Select(file => new V1KeyToPath { Key = Key(file.Path), Path = Key(file.Path), Mode = Octal(file.IsPrivate ? "440" : "444") })],
        },
    };

    /// <summary>The files and the variables of a service's container, which hold its credentials.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="name">As of its pod.</param>
    /// <param name="start">How it is started.</param>
    public static V1Secret Secret(string run, string name, ServiceStart start) => new()
    {
        Metadata = Meta(run, name),
        StringData = start.Files.Select(file => KeyValuePair.Create(Key(file.Path), file.Content)).Concat(start.Environment).ToDictionary(),
    };

    /// <summary>A Service in front of one pod.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="pod">The pod's name.</param>
    /// <param name="front">Its own name, and the port of both.</param>
    /// <param name="via">Of <see cref="Placement.Ways"/>.</param>
    public static V1Service Front(string run, string pod, ServerPort front, string via) => new()
    {
        Metadata = Meta(run, front.Name),
        Spec = new V1ServiceSpec
        {
            Type = via == Placement.NodePort ? "NodePort" : "ClusterIP",
            ClusterIP = via == Placement.Headless ? "None" : null,
            Selector = new Dictionary<string, string> { [Name] = pod },
            Ports = [new V1ServicePort { Port = front.Port, TargetPort = front.Port, Protocol = front.IsUdp ? "UDP" : "TCP" }],
        },
    };

    /// <summary>Puts a pod on the node of another, or on another node. The scheduler does it.</summary>
    /// <param name="pod">Which.</param>
    /// <param name="other">The other's name.</param>
    /// <param name="isSame">Else on another.</param>
    public static void Place(V1Pod pod, string other, bool isSame)
    {
        List<V1PodAffinityTerm> terms =
        [
            new()
            {
                TopologyKey = Hostname,
                LabelSelector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [Name] = other } },
            },
        ];
        pod.Spec.Affinity = isSame
            ? new V1Affinity { PodAffinity = new V1PodAffinity { RequiredDuringSchedulingIgnoredDuringExecution = terms } }
            : new V1Affinity { PodAntiAffinity = new V1PodAntiAffinity { RequiredDuringSchedulingIgnoredDuringExecution = terms } };
    }

    /// <summary>Puts a pod on a node that a person names; the scheduler still says whether there is room.</summary>
    public static void Place(V1Pod pod, string node) => pod.Spec.NodeSelector = new Dictionary<string, string> { [Hostname] = node };

    // As much as it asks for: the class Guaranteed, where both are limited.
    private static V1ResourceRequirements? Limits(Conditions conditions)
    {
        Dictionary<string, ResourceQuantity> limits = [];
        if (conditions.Cpus is { } cpus)
            limits["cpu"] = new ResourceQuantity(FormattableString.Invariant($"{Math.Round(cpus * 1000)}m"));
        if (conditions.MemoryBytes is { } bytes)
            limits["memory"] = new ResourceQuantity(bytes.ToString(CultureInfo.InvariantCulture));
        return limits.Count == 0 ? null : new V1ResourceRequirements { Limits = limits, Requests = limits };
    }

    private static V1EnvVar Variable(string secret, string name, string value) => value.Length == 0
        ? new V1EnvVar { Name = name, Value = value }
        : new V1EnvVar { Name = name, ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = secret, Key = name } } };

    private static V1Volume InMemory(string name) => new() { Name = name, EmptyDir = new V1EmptyDirVolumeSource { Medium = "Memory" } };

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static int Octal(string digits) => Convert.ToInt32(digits, 8);

    // A key of a secret holds no slash.
    private static string Key(string path) => path.Trim('/').Replace('/', '.');
}
