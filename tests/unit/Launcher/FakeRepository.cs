using System.Diagnostics;

namespace Workbench.UnitTests.Launcher;

/// <summary>
/// The launcher in a repository of its own, with a space in its path and a `dotnet` that writes down how it was called and says
/// what the test tells it to say.
/// </summary>
internal sealed class FakeRepository : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("workbench launcher ").FullName;

    public FakeRepository()
    {
        Root = Path.Combine(home, "a clone");
        foreach (var file in Directory.GetFiles(Repository.At("eng", "launcher")).Append(Repository.At("workbench")))
        {
            var target = Path.Combine(Root, Path.GetRelativePath(Repository.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        foreach (var name in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"])
        {
            Write(name, "");
        }

        Write("src/Workbench/Program.cs", "");
        foreach (var name in (string[])["unit", "component"])
        {
            Write($"tests/{name}/{name}.csproj", $"<AssemblyName>Tests.{name}</AssemblyName>\n<IsTestProject>true</IsTestProject>");
            Write($"tests/{name}/bin/Release/net10.0/Tests.{name}.dll", "");
        }

        Write("tests/helper/helper.csproj", "<AssemblyName>Helper</AssemblyName>"); // a project that holds no tests
        Executable("fake/ffmpeg", "exit 0");
        Executable("fake/ffprobe", "exit 0");
        Dotnet("exit 0");
    }

    public string Root { get; }

    /// <summary>How `dotnet` was called, one call a line, without asking for its version.</summary>
    public string[] Calls => File.Exists(At("calls")) ? File.ReadAllLines(At("calls")) : [];

    public string At(string path) => Path.Combine(Root, path);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    /// <summary>What `dotnet` does, in shell.</summary>
    public void Dotnet(string body) =>
        Executable("fake/dotnet", $"case $1 in --version) echo 10.0.100; exit;; esac\necho \"$*\" >>'{At("calls")}'\n{body}");

    public (int Code, string Output, string Error) Run(params string[] arguments) => Run([], arguments);

    public (int Code, string Output, string Error) Run((string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [At("workbench"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["PATH"] = At("fake") + ":/usr/bin:/bin";
        start.Environment["HOME"] = home;
        start.Environment.Remove("WORKBENCH_FFMPEG");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    public void Dispose() => Directory.Delete(home, recursive: true);

    private void Executable(string path, string body)
    {
        Write(path, $"#!/bin/bash\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(At(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
